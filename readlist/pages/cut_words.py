"""What a word of a title and what a part of a name look like: word lists and letter-pair statistics.

All of it is our own: the lists were written down from general knowledge of papers and people (no list was
copied), and SOUND was counted from these very lists.  Everything is folded: lower case, no diacritics.
A word may stand in two lists ("young", "long"); the features then treat it as saying nothing.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES: Final = _words("""
al af av ben bin bint d da dal dalla das de degli dei del della den der di do dos du e ed el el- et ibn la
las le les lo los op st st. 't te ten ter und van vander vande vom von wa y zu zum zur
""")
SUFFIXES: Final = _words("jr jr. sr sr. ii iii iv phd ph.d. md inc inc. ltd")
# Words that no title ends with and no name contains.
FUNCTION_WORDS: Final = _words("""
a an and are as at be beyond but by can do does for from has have how if in into is it its not of on or our
that the their this to toward towards under using via was we were what when which while why with without
your
""")
# Words that close a name by themselves: "Kimi Team" is a team; of the others "Deep Research" may be a title.
TEAM_ENDS: Final = _words("""
agency authors collaboration collaborations collaborators consortium contributors corporation group inc inc.
lab members microsystems observatory organisation organization team workshop
""")
TEAM_WORDS: Final = _words("""
alliance committee community developers foundation initiative institute laboratory labs network program
programme project research society teams
""")
GROUPS: Final = _words("""
01.-ai ai2 alibaba anthropic apple baichuan baidu bigscience bigscience-workshop bytedance bytedance-seed
chameleon cohere deepmind deepseek deepseek-ai eleutherai gemini gemma glm google google-deepmind huawei
huggingface ibm internlm internvl ipcc nasa noaa ecmwf kimi laion ling llama lg-ai-research longcat meituan meta
meta-ai microsoft microsoft-ai openbmb xiaomi
mimo minicpm minimax mistral mistral-ai mistralai moonshot-ai nllb nvidia olmo openai qwen seed stability-ai
stepfun sun-microsystems tencent xai zhipu aleph alice antares atlas auger babar belle besiii borexino cdf
cms compass cuore d0 delphi des desi dune e989 encode euclid fermi-lat gerda h.e.s.s. h1 hapmap hawc hermes
icecube juno kagra kamland katrin km3net l3 lhcb ligo lux lz magic microboone minos na48 na61/shine na62
nnpdf nova opal pandax-4t phenix planck sdss star super-kamiokande t2k uniprot veritas virgo xenon zeus
""")
# The first characters of the commonest Chinese, Japanese and Korean family names.
CJK_FAMILY: Final = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮"
    "邓鄧曹彭曾肖田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾夏韦方邹白孟秦邱江尹薛雷侯龙段郝孔邵史毛常万顾赖武康贺严"
    "佐鈴伊渡山中小加吉松井木清斎김이박최정강조윤장임"
)

TITLE_WORDS: Final = _words("""
13b 2d 2g 3d 3g 4d 4g 5g 6d 6g 70b 7b a aaai ablation abms about above accuracy achieve across action active actor
adapter adaptive adversarial aes affect afni after against age agent aging agn ai ai2-thor aid aids aigc air airsim
albert algebra algorithm alice align all allennlp alm alma alpha alphafold alphafold2 alphago alphastar alphazero also
amber amplitude amt an analysis analytic anatomy ancient and anomaly answer antibody anything api apis applied
approach approximate apps ar arabic arc architecture are area argument arithmetic arm array art article artificial
arxiv as asia asic aspect asr assembly assets assistant astar astronomy async at atac-seq atari atlas atmosphere atom
attack auc audio audioset audit australia author autoencoder automata autonomous avalanche average aware aws axis
azure babi backdoor backends background bacteria balance bandit bangla bao barriers bart base based baseline basics
basis basque batch bayes bayesian bci be beam beats been behavior behaviour beijing beir belief benchmark bengali bert
best better between bevs beyond bias biases bibtex bidirectional big bigtable binary biobert bioconductor biology
black bleu blind block blockchain blood bloom bluetooth bmi body boltzmann boosting bootstrap both bound boundaries
boundary brain branch brazil bridge bridging brief bsd bsm budget bugs building bundle bus but butterfly by byol byte
c++ cache caching calculus camera can cancer capture car carbon care carla cars cascade case catalog catboost category
causal cause cdna celeba cell chain challenge change channel chaos chapter character charge charmm chart chat chatbot
chatgpt check checking chemistry chess child children china chinese chip chip-seq choice ci cifar cifar-10 cifar-100
cities city cityscapes clang class classifier claude climate clinical clip clock closed cloud clue cluster cmb cmip
cmos cms cnn cnns coco cocoa code codebases codec codex coding cohort collapse collider color column combinatorial
commands commit common commonsense commonsenseqa comparison compiler complex component compute computer concept
conditional conflict conjecture consensus constant constraint construct contact content context continual continuous
contracts contrast control controlnet convex convolutional cooling copilot copying coq core corners corpora corpus
cosmic cost cot counterfactual courses coverage covid covid-19 covid19 cow cpu cpus crawl creation crf crfs crisis
crispr crispr-cas9 critic critique cross crowd crowdsourcing cryosat crypto crystal css csv ct ctc ctdna cuda culture
current curricula curriculum curvature curve customers cuts cycle czech dag dags dall-e damage dark dart data database
dataset date day dbpedia dbs ddpm death debate deberta debugging decay decision decline decoder decoding deep deeper
deepfake deepmind default defense delay delphes demand democracy dense density dependencies depth derivatives desi
design details detector determinant device diagrams dialog dialogpt dialogue dictionaries dictionary difficult
difficulty digital dino direct disasters discourse discovery discrete disease disk disorder distance distilbert
diverse dna dnn dnns do docker document does domain dota double down downstream doxygen dpo dreambooth drift driven
drivers driving drones dropout drug dsl dsls dst dual dust dutch dynamic e-commerce each early earth earthquake ebpf
ecc ecg ecmwf ecology economy ecosystem edge editing editor edits eeg eeglab effect efficacy efficient eft ehr ehrs
eigenvalue elastic election electra electron electronics element elmo embedding emission emotion encoder encoding
endpoints energy engine engineers english enhanced enough ensemble enterprise entity entropy envisat enzyme epidemic
eqtl equation equilibrium era ergodic error esa essay estimate ethereum ethernet ethics eu euclidean europe event
everything evidence evolutionary exact example excel exchange expert expertise explain exploits explore exponent
extreme eye fabric face facebook facets fact factor factory failure fair fairness fairseq fake family fast faster
fasttext fault feature feedback fem few ffhq fft field figures files film filter finding fine fingerprints finite
firefox first fish fitting fixed flan flaws flow fluid fmri fmriprep focus folding folds following for force forecast
forest forgery form formats formula fpga fractal fragment frame framework free freedom freesurfer french friction
friends from front fsl fun function functional fundamental fusion future fuzzing fuzzy gaia gain galaxies galaxy
gambles game gameplay games gamma gan gans gap gas gate gauge gaussian gaze gbdt gcn gcns gdpr geant4 gemini gender
gene general generalized genetic genome genomic geometric geometry gesture gev ggplot2 ghz git github glacier gland
glide global glove glue gnn gnns gnss goal good google gossip gps gpt gpt-2 gpt-3 gpt-4 gpt2 gpts gpu gpus grace
gradient grammar grand graph graphics graphql grasping grasps gravity grb grbs greek green grid gromacs ground group
growth guarantee guide guided guidelines gwas gym habit habitat had hadoop hair hand handbook hard hardware harm
harmonic has hash hashing haskell hate have hbv hci hcv head health healthcare heaps heart heat heavy hebrew help
herwig hidden hierarchies hierarchy high higher hindi hints histograms history hiv hiv-1 hmm hmms hole holes home hope
horizon hosts hotpotqa hours house how hpc hpv hst html http hubs huggingface human humor hybrid hydrogen hypergraph
hyperparameters hypotheses hypothesis ice icecap icecube icesat icu idea identity idf if image imagen imagenet
imagenet-1k imagery imaging immune impact implicit improved improving in in-context index indexing india indices
indonesia industry infinite infrastructure ingredients inner inputs insight instance instructgpt integral intent
interface internet intervals into invariant inverse ios iot ipython ir irt is island isotope issue it italian item its
jags jailbreak japan japanese java javadoc javascript jet jets jit jobs joins joint journal json judge judgment jump
jupyter just jwst kaggle kepler kernel kev key keys kg kgs khz kinetics kitti knapsack knots knowledge korea korean
kubernetes label labor labview lambda lammps land landsat landscape language laplacian large laser last latent latex
latexml lattice law laws layer layout ldpc leaf leakage leaks learned learner learning least lebesgue lectures left
lemma length lens lenses less lessons letters level lexicon lhc lhcb libraries library librispeech lidar lie life
lifetimes light lightgbm ligo likelihood limit line linear link linkage linkedin linux liquid lisa lisp list literacy
literature live liver llama llama-2 llama2 llama3 llm llms lme4 lms lncrna local location locks log logic logs long
look loop lora lorawan loss low lower lsh lsm lsst lstm lstms lsun lung machine machinery madgraph magic magnetic
making malware man manifold manual many map mapping mapreduce maps margin marginals mark market markov markup masking
masks mass massive match matches matching material mathematics mathml matlab matrices matrix matter maximum maxsat
mazes mbert mcmc mcts mdp mdps mean meaning measure mechanics media medical medicine meerkat meetings meg melting
membrane memory merge merging mesh meshes message meta metadata metal method metric mev mhz mias mice microservices
mimicry mimo mind minds minima minimal minimax minimum mining mirna mirror missing mission mistake mistral misuse
mixed mixing mixtral mixture ml mlir mllm mllms mlps mmwave mnist mobile moco modality mode model modelica modeling
modelnet modern modis modular module moe molecule moment mongodb monkey monolingual moon moral more most motifs motion
motor mouse movement movies mpc mpi mri mrna mssm much mujoco multi multi-agent multi-task multigrid multilingual
multimodal multiple multitasking muscle music mutation muzero my mysql nano narratives nasa national nato natural
nature nca ncar ncep need negative neighborhoods neighbors ner nerf nerfs nets network networking neural neuron
neuropixels neutrino news newspapers next nfv night nlo nlp nltk nmf nmt nn nnlo nns no noaa node nodejs noise
nonlinear norm normal nosql not note notebooks notes novel novelty npm nsfw nuclear number numerals numpy nuscenes
object objectives obstacles ocaml ocean ocr octave ode odes of off offline offloading omniglot on online only onto
ontology open openai openai-gym openbugs opencl opencv openfoam opengl openmath openmm openmp openreview openstack
operator opinion opt optical optics optimal option or oracles order orderings origin os other our out outbreaks
outcome outlier outlook outputs over overleaf overview ownership oxygen pac packages packets packing pages pain
paintings pair palm pandas pandemic panel paper paradigm paradox paragraphs parallel parameters paraphrases parser
parsing part partial particle parts passwords past patch patches patents path patient pattern paxos pca pcs pddl pde
pdes pdf peace peer penalty people per perceptron persona perspectives pet petascale ph phase phenomena phenotype
phi-3 philosophy phishing phone photo phrase physicians physics picture pieces pipeline pixel place plan plane planet
planner planning plant plasma platform play players plugins poetry point poker policies policy politics polyhedra
polymer polynomial pomdp pool pooling portfolio portuguese pose position post posteriors postgresql potential poverty
power ppo practice pragmatics predicates predict predictor prefixes preliminary presence present pressure price primer
primitives principle prior privacy private probes problem procedure process processes processors products profiles
program programmers programming progress project prolog prompt pronouns proof properties property proposal prosody
prospect protein protocol proton prototype provable pruning public publishing pubmed pulse purpose pursuit puzzles
pymol pythia python pytorch qa qcd qed qos qtl quality quantiles quantum quark quasar quaternions qubits queries query
question queues quotients qwen2 r-cnn race racmo radar radio rag railways rain random range rank ranking rate rates
ratings ratio rational rationales ray react reaction reader reading readout real reality recall receivers recipe
recommender record recovery recurrent reddit redis redundancy regime region regret regular rehearsal reid relation
relational relationship release remarks repair replay replicas report repositories request rescue research reservoirs
residual resnet resource response restarts result rethinking retrieval retrievers reuse revealed reverse review reward
rgb rgb-d rhythm ridges rights rigid ring risc-v risk river rlhf rna rna-seq rnn rnns road roberta robot robotics
robust role roles root rosetta rotation route routers routines routing row rows rrna rstudio rts rule rules rumors
rumours run runoff runs runtime russian saccades safety sagemath salience sample samplers sampling sanskrit sars-cov-2
sat satellite savings scala scale scaling scan scannet scenarios scene schedules schema scheme school scibert science
scientific scientists scikit-learn scipy scope score scratch screens script scrna-seq sdes sdfs sdn sdss sea search
seasons seconds secret section security see seed segment self semantic sensing sensor sentence sequence sequencing
sequential series server services set sets setting setup sex sgd sgx shading shadow shallow shape shapenet share
sharing sheet shells sherpa shift shock short shortcuts shot side sight sign signal signature silicon simclr simd
simple simplex simplified simulink single sirna size ska sketch sketches skill skin sklearn skylines slam sleep slices
small smart smeft smell smooth smoothing smt snapshots snow snp snps so soccer social society socs software soil solar
solid solution solver solving some songs sora sound source space spacy spam span spanish spanners sparql sparse
sparsity spatial spatio-temporal speakers species specs spectra spectral spectre spectrograms spectrum speech speed
speedup sphere spike spin splines splits spm spread spreadsheets sql sqlite squad squares stable stackexchange
stackoverflow stacks stage stakeholders standard star starcoder starcraft stars start state steady steps stereo
stereotypes stimuli stochastic stock stopping storage stores storm story strategies strategy stream streaming strength
stress string strong structural structure student studies study style stylized subgraph subject subspace subtitles
success such suite summaries summary sun supercomputers supernova support surface surgery surprise surrogates survey
survival susy svhn svm svms swarm swedish switch switches switching symbol symbolic symmetries symmetry symptoms
synapse syndrome syntax synthesis synthetic system t5 table tabs tacotron tactile tagging tags tail tale talk tamil
tamper target task tasks taste taxonomies taxonomy tcp teacher teaching team technique temperature templates temporal
tensor tensorflow term tess test testbeds testing tests tev text texts texture than that the their theorem theories
theory therapy thermal these thesis thing think thinking this thought threads threats thresholds through throughput
thumb tiktok tikz tiles tiling time time-series timelines times timing tissue tls to token tool toolchain toolkits
tools top topic topology torque touch toward tower tpu tpus trace tracing track tracking trade trade-off tradeoff
trading traffic trained training trait trajectories trajectory transducers transfer transform transformer transport
trap tree treebank trees trend trial triangle tricks tries triples triviaqa trna trust truth tts tumor tuning turing
turkish tutorial twins twitter type types typescript typing typology typos uav uavs ui uk uml un unbiased uncertainty
under understanding unesco unified union unit units universal universe up update upon urdu usa usage use user users
using utility utterances ux vaccine vacuum vae vaes value vanishing variable variance variants variational varieties
variety vasp vector vehicle velocity verbs version versus vertices very via video videogames vietnamese view viewpoint
views virgo virus viruses vision visual vit vits vlan vlm vlms vlt vmd vms vocabulary voice volume voting vqa vr vs
vulkan walk walking walks war warehouse warfare warming wars was water watermark watermarking wav2vec wave wavelets
wavenet waves we weak weaknesses wearables weather web web3 webassembly webgl webgpt websites wechat weibo weight were
whales what whatsapp when where which while whispers who why wi-fi wifi wiki wikidata wikihow wikipedia wikitext wild
will wimp wimps winbugs wind window wings winter wisdom with within without word word2vec words work workers workflow
workload workshops world writers writing x86 xai xgboost xla xlm-r xlnet xml xr yeast yelp yes yield you your youtube
zero-knowledge zero-shot zigbee zk zone zoo
""")

GIVEN_NAMES: Final = _words("""
aaron abdul abhishek abigail adam aditya adrian agnes ahmad ahmed aidan aishwarya akash akira alan albert
alberto alec alejandro aleksandr aleksandra alessandra alessandro alex alexander alexandra alexandre alexei
alexey alexis alfonso alfred ali alice alina allan allison alon alvaro amanda amir amit amy ana anastasia
anders andre andrea andreas andrei andres andrew andrey andrzej andy angel angela angelo anil anirudh anita
anja ankit ankur ann anna annabelle anne annette anthony anton antonia antonio anurag aravind ariel arjun
armand arnaud arthur artur arun arvind asaf ashish ashley ashwin astrid athanasios augustin avi avinash axel
ayush barbara bart bas bastian beatrice ben benjamin benoit bernard bernd bernhard bertrand beth bhavya
bianca bill bjorn bob bogdan boris brad bradley brandon brendan brett brian bruce bruno bryan burak camille
carl carla carlo carlos carmen carol carolina caroline carolyn catherine cecilia chad chandra charles
charlotte chelsea chiara chris christian christina christine christoph christophe christopher claire clara
clark claude claudia claudio clement colin connor constantin corinna craig cristian cristina curtis cynthia
cyril dale damien dan daniel daniela daniele danielle danilo danqi dario darren dave david dawn dean debora
deborah deepak dennis derek devi dhruv diana diane diego dieter dimitri dimitrios dimitris dirk dmitri
dmitry dominic dominik don donald dong doris dorothy doug douglas duncan dustin dylan ed edgar eduard
eduardo edward edwin efstratios elaine eleanor elena eli elias elisa elisabeth elizabeth ella ellen emanuel
emanuele emil emilia emily emma emmanuel enrico enrique eric erica erik erika ernest ernst esteban esther
ethan eugene eva evan evangelos evelyn fabian fabio fabrice fatima federico felix fernando filip filippo
finn florence florian frances francesca francesco francis francisco francois frank franz fred frederic
frederick frederik friedrich gabriel gabriele gabriella gareth gary gaurav gautam gennady geoff geoffrey
georg george georgios gerald gerard gerhard german giacomo gianluca gilbert gilles giorgio giovanni giulia
giuseppe glenn gloria gordon graham greg gregor gregory guido guillaume guillermo gunnar gustav gustavo guy
hadi hal hamed hana hannah hannes hans hao harald hari harold harry harsh hassan heather hector heidi
heinrich helen helena helmut hendrik henri henrik henry herbert herman hermann himanshu hiroaki hiroki
hiroshi holger hongyu howard hugo hussein ian ibrahim ida ignacio igor ilya imran ingrid inigo ioannis ion
ira irene irina iris isaac isabel isabella isabelle ishan ismail itay ivan ivo jack jacob jacques jaime
jakob jakub james jamie jan jane janet janusz jared jason javier jay jean jeff jeffrey jennifer jens jeremy
jerome jerry jesper jesse jessica jesus jian jill jim jimmy jitendra joachim joan joanna joao joaquin joel
joelle johan johann johanna johannes john johnny jon jonas jonathan jonathon jordan jordi jorg jorge jose
josef joseph josh joshua juan judith juha julia julian juliana julie julien juliette julius jun jurgen
justin kai kamal karen karim karin karl karthik kartik katarina kate katharina katherine kathleen kathryn
katja kazuki kei keith kelly kelvin ken kenji kenneth kevin khalid kim kirill klaus koji konrad konstantin
konstantinos kostas kris krishna kristen kristian kristina krzysztof kumar kurt kyle kyunghyun lars laura
lauren laurent lawrence lea leah lee lena leo leon leonard leonardo leonid leonidas leslie lewis li liam
lila lily linda lior lisa liwei lluis lorenz lorenzo louis louise luca lucas lucia lucy ludwig luis luisa
luiz lukas luke lynn maarten magnus maja malcolm manfred manish manuel manuela mara marc marcel marcello
marcin marco marcos marcus margaret maria mariana marie marina mario marius mark marko markus marta martha
martin martina mary masashi mateusz mathias mathieu mats matt matteo matthew matthias matthieu maurice mauro
max maxim maxime maximilian may megan mehdi mehmet mehrdad meng mengdi mia micah michael michal michel
michele michelle miguel mihaela mikael mike mikhail mikko milan miles milos min ming mira mirella miriam
mitchell mohamed mohammad mohammed mohit mohsen moritz mostafa muhammad murray nadia nafise nan nancy naomi
narges natalia natalie natasha nate nathan nathaniel navid neil nelson nicholas nick nicola nicolas nicole
nigel nikhil niki niklas nikola nikolai nikolaos nikolaus nikolay nils nina nitish noah noam noel nora
norbert norman olaf ole oleg olga oliver olivia olivier omar omer oren oriol oscar oskar otto owen pablo
pamela paola paolo pascal patrice patricia patrick patrik paul paula pauline paulo pavel pedro pei percy
pete peter petr petra petros phil philip philipp philippe phillip pierre pietro pilar piotr prabhat pradeep
pranav prateek praveen priya priyanka qi qian qing quentin quoc rachel radu rafael rahul raia raja rajat
rajesh rajiv ralf ralph ram ramakrishna raman ramesh ramin ramon raphael rasmus raul ravi ray raymond
rebecca reza ricardo riccardo richard rita rob robert roberta roberto robin rodrigo roger rohan rohit roi
roland roman ron ronald ronan rosa rose ross roy ruben rudolf rui rupert ruslan russell ruth ryan sabine
sachin sagar sai salman salvatore sam samantha samir samuel samy sandeep sander sandra sanja sanjay sanjeev
santiago sara sarah sasha satoshi satya saurabh scott sean sebastian sebastien senthil serena serge sergei
sergey sergio seth shai shane shannon sharon shashank shaun sheila shimon shin shinji shirley shiv shreya
shubham sid siddharth siddhartha sigrid silvia silvio simon simone siva sofia sonia sonja sophia sophie
soumya stan stanislav stefan stefania stefano steffen stella stephan stephane stephanie stephen steve steven
stuart subhash sudeep sujith sumit sun sundar sunil suresh surya susan susanna susanne suzanne sven svetlana
swati sylvain sylvia tadashi takashi takeo takeshi tal tamar tamara tanja tanya tara tatiana ted terence
teresa terry theo theodore theodoros theresa thiago thierry thomas thorsten tianqi tim timo timothy tina
tobias toby todd tom tomas tomaso tomasz tommaso tommi tomoki toni tony toru toshio tracy trevor tristan
tyler ulrich umar uri ursula uwe vaibhav valentin valentina valeria valerie vanessa varun vasilis vasily
vera veronica vicente victor victoria vijay vikas vikram viktor vincent vincenzo vinod viola virginia vishal
vitaly vito vivek vladimir volker walter wanda wang warren wayne wei wendy werner wesley wilhelm will willem
william winston wojciech wolfgang xavier xiang xiao yael yair yann yannick yannis yasmin yasuo yejin yifan
ying yoav yong yoshua yotam yuan yuki yuri yuta yutaka yves yvonne zach zachary zack zeynep zhe zhen zhi zoe
zoltan zoubin zsolt
""")

FAMILY_NAMES: Final = _words("""
abbeel abbott abe abebe adams adelson adeyemi agarwal agrawal aguilar ahmadi ahmed ahn akhtar alam albrecht
alexander ali allen alonso alvarez amodei andersen anderson andersson andreas angelova arora athey auer bach
bagnell bai bailey baker bakker balakrishnan banerjee bansal bao bar barber barnes barrett bartlett barto
barzilay basu batra bauer beck becker behrens bell bender bengio bennett berg berger bergmann bernard
bernstein bethge bhatt bhattacharya bhattacharyya bianchi bishop black blei blum bordes bose bottou boyd
bradley braun brooks brown brox bruna bruni bruno bryant bubeck bui burges burke burns butler cai
callison-burch campbell candes cao cardie carlini carlsson caron carroll carter castro celik chan chandra
chang chatterjee chaudhuri che chen cheng cheung chi chiang cho choi chopra chou choudhury chowdhury
christensen christiano chu chua clark clarke clune cohen cohn cole coleman collier collins collobert cook
cooper cortes courville cox crawford cremers cristianini cross cruz cui da dai dang das datta daume davis
dayan dean defazio dekker demir demszky deng desai devlin dhariwal dhillon diaz dietterich ding do dollar
domingos dong doshi-velez doucet doyle du duan dubois duchi dumais duncan dunson duong durand durrett dwork
dyer eck edwards efron efros eisenstein eisner elhadad ellis elman engel epstein ermon ernst esposito evans
fan fang farhadi farid faust feng fergus fernandez ferrari fidler fine finn fischer fisher fleet fleming
flores foster fournier fowler fox frank fraser frey friedman fritz fu fua fuchs fujita fukumizu gal gao
garcia gardent gardner ge geiger gelman geman gershman getoor ghahramani gholami ghosh gibbs gibson girard
girshick goldberg goldstein gomez gong gonzalez goodfellow goodman gordon goto graham graves gray green
greene griffiths grosse gu guan guestrin guibas guo gupta gurevych gutierrez guyon haas haddad haffner hahn
haile hajishirzi hall hamilton han hansen hao harris hart hartley hasegawa hashimoto hassabis hastie hausman
hawking hayashi hayes hazan he heidari heinrich henderson hernandez hill hinton ho hoang hochreiter hoffman
hoffmann hofmann holland hong hopfield horn hornik horvath horvitz hosseini hou hovy howard hsieh hsu hu
huang hubbard hubel hughes hui hung hunt hutchinson hutter hwang ikeda inoue ionescu irving isola ito ivanov
jaakkola jackson jafari jain james jang jansen janssens jensen jha jia jiang jin johansson johnson jones
jordan jorgensen joshi jung jurafsky kaiser kakade kaminski kanade kaplan kapoor karimi karpathy katz
kaufman kaur kautz kaya ke kelly kennedy khan khoury kiela kim kimura king kingma klein knight kobayashi
koch koenig kohli koller kong konig korhonen kornblith kovacs kovalenko kowalski kraus krause krishnan
krizhevsky kulkarni kumar kuo kuznetsov kwok kwon lafferty lai lakshminarayanan lam lamb lambert lample lan
lang langford lapata larochelle larsen larsson lau lauly laurent law lawrence lazaridou le lecun lee
lefebvre leskovec leung levi levin levine levy lewis li liang liao lim lin lindgren lindqvist ling linzen
lipton littman liu lo long lopez low lowe lu lui luo luong lyu ma macdonald mahajan mahoney majumdar
malhotra malik mallat mandal mann manning marcus marino markov marks martin martinez martins mason mathieu
matsuda matsumoto matsuo may mcallester mcauley mccallum mccarthy mcclelland mccloskey mcdonald mckeown
mcmahan mehta mei mendoza meng menon mensah meyer michel miller min mishra mitchell mittal miyato mizrahi
mnih mohamed mohammadi mohri monroe moore morales moreau moreno morgan mori morin morris mueller mukherjee
mulder muller munos munoz murphy murray mwangi nagy nair nakajima nakamura narasimhan narayan narayanan
navigli nayak nelson neubig newman ney ng ngo nguyen nichols nielsen nieminen nikolaidis nilsson niu novak
novotny nowak nowozin nystrom ogawa oh okada okafor oliva oliver olsen olson ommer ong ortega ortiz osborne
osindero ott owen owens ozturk paige pal palmer pan pang papadimitriou papadopoulos papernot parikh park
parker parmar parr pascanu patel pathak paul paulus pearl pearson pedersen peeters peng pereira peretz perez
perona perry peters petersen peterson petrov pham phan phillips piantadosi pineau platt poggio poole pope
popescu popov potts powell prasad prince qian qiao qin qiu qu quinn rabinovich rahimi rajpurkar raman
ramanan ramesh ramos rao rashid rasmussen ravi rawat ray recht reddy redmon reed reichart ren resnik reyes
reynolds rezaei ribeiro ricci rice richards richardson richter riedel riley rivera rivest roberts robertson
robinson rodriguez rogers rohrbach romano romero rosenberg rosenfeld ross rossi roth rother roux rowe roweis
roy ruan rubin ruder ruiz rumelhart rush russakovsky russell russo ryan saenko sahami sahin sahoo saito
salakhutdinov salimans san sanchez sanchez-lengeling sanders sandholm santos sarkar sato savarese saxena
schaal schapire schaul schiele schmid schmidhuber schmidt schmitt schneider scholkopf schulman schultz
schulz schulze schuster schwartz scott sedoc sejnowski seo seung sha shah shannon shao sharma shaw shazeer
shen shevchenko shi shimizu shin shwartz sidorov sigal silva silver simard simon simonyan singer singh sinha
smirnov smit smith smola smolensky snyder socher sohn song sontag sra srebro sridhar srinivasan srivastava
stanley stein steinhardt stern stevens stewart stone su suarez subramanian sugiyama sullivan sun sung suresh
sutskever sutton suzuki szabo szegedy szeliski takahashi tamar tan tanaka tang tanner tao taylor teh
tenenbaum tesfaye tewari theobalt thomas thompson thomson thrun tian tibshirani tishby titov toderici
todorov tomasi tong torr torralba torres toth toutanova tran triggs tsai tsang tsochantaridis tsvetkov tu
tucker turing turner tuytelaars uszkoreit vaidya van vapnik varma vasquez vaswani vazquez vedaldi verma
vinyals viola virtanen vishwanathan visser vo volkov vondrick vu wagner wainwright walker wallace wallach
walsh walters wan wang ward wasserman watanabe watson weaver webb weber wei weinberger weiner weiss welling
weng wermter werner west weston wheeler white wierstra wilkinson williams williamson willis wilson winn
wojcik wolf wong wood woods wright wu xia xiang xiao xie xing xiong xu xue yamada yamaguchi yamamoto yan
yang yao ye yeh yeung yi yilmaz yin yoon yoshida yoshikawa yosinski you young yu yuan yuille yun zaharia
zaremba zemel zeng zettlemoyer zhai zhan zhang zhao zheng zhong zhou zhu zhuang zimmermann zisserman zitnick
zoph zou zuo
""")


# How much likelier a pair of letters is in a name than in a word of a title, for words in no list.
# 27 x 27 letters (first letter times 27 plus the second), in the order "_abc...z" where "_" is the word's
# edge; the character "m" is 0, every step in the alphabet is a quarter of a nat (positive: name).
SOUND: Final = (
    "mnolmkmorjvvonplknmmmjnopuutqlinrnkvoptlprsimonipoqmpqnopmnqmkrllmhjmkkmomklmmmomilmmohmmoimmjlmimnjgbik"
    "mmlmmpkmnknjsjmmmpmomnqnomkpmnmkinfkmljosoqpklokimkkmmlgstnmmmmllnmjmmlonjmmpmilmmmmmlojmolmmlmmmijkpmmj"
    "ljommmhmornknnmnmpmmoppomjspmtmqmmmwpkjmmhlmmnrplkfkkpnjpkohpjnumomommntmmmmntnmmkmqmmmmmpummmokkrompnmm"
    "ummsnmqmomqmlnpmnnqmplmoqpjlimmpjmpmmmomoiqnjmmnommjkmmfmmnnlmmmmmnpninlilnopmkirmmoqmhmfnmqptqnhipngslm"
    "mmkjkjmlpklmmkpplmnmkjomlkmmejnjkmflggmmmfmmjmmmmmmmrmmkmmmmmmmmjnmmmmnmmlqjgooopnolomimomookmklpnqnlmlj"
    "msjmpmlmofmpkkmolmirjlkimkmkmfnnmkmmkkinphmimeqwlmkmnnlopmqllmqimlmiknnmpnrnmnmimmmnmmommmmmnommmmmomkqm"
    "mnommkmmnmnnokmnmknmmmmmkmmjmlmkmmmmkkmkfmmmgommmjmlwkmmpmjmommoimphmnkisommnmwmmmmnmmspmonknqmnnnopmmml"
    "k"
)
